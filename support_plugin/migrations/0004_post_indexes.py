from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """Who looks for a whole address in the list of deliveries is answered by an index."""

    dependencies = [("support_plugin", "0003_desk")]

    operations = [
        migrations.AddIndex(
            model_name="delivery", index=models.Index(Upper("address"), name="delivery_address")
        )
    ]
