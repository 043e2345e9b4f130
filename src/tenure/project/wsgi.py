"""Serve Django behind the front."""

import os

from django.core.wsgi import get_wsgi_application

from tenure.project import logs, options

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.project.settings")
logs.configure(options.load().log_level)
application = get_wsgi_application()
