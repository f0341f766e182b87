"""The WSGI application: both surfaces, told apart by host name; posts at the box by a short way of their own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
framework = get_wsgi_application()

from django.conf import settings  # noqa: E402

from zhiyan.box.posting import TakePosts  # noqa: E402  (needs the framework's settings)

application = framework if settings.SURFACE == "desk" else TakePosts(framework)
