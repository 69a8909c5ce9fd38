"""A desk's set-up as a file: written by `manage.py catalogue export`, taken in by `manage.py catalogue import`.

`parts` says what is in the file, `schema.json` how it is built. `reader` reads JSON with its lines, `shape` and
`references` say what is wrong with it before a row is touched, `arrival` takes it in and tells what it changed.
"""
