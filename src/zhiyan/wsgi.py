"""The WSGI application: both surfaces, told apart by host name."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
application = get_wsgi_application()
