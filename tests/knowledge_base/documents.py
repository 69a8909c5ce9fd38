"""Makes the files that guides are imported from, in one line each."""

import io
import zipfile

from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def picture(kind, colour="teal", *, size=24):
    """The bytes of a picture in a format of Pillow."""
    file = io.BytesIO()
    Image.effect_noise((size, size), 50).convert("RGB").save(file, kind) if size > 100 else Image.new(
        "RGB", (size, size), colour
    ).save(file, kind)
    return file.getvalue()


def zipped(files):
    """The bytes of a zip; `files` is {name or ZipInfo: content}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(*paragraphs):
    """The bytes of a Word document; a paragraph is "Style|words"."""
    body, styles = "", ""
    for paragraph in paragraphs:
        style, _bar, words = paragraph.partition("|")
        body += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        name = style.replace("Heading", "heading ")
        styles += f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        }
    )
