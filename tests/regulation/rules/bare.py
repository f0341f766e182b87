"""pytest plugin for the mutation run: words without a catalogue, so that checks are asked without apps or database."""

from django.conf import settings

settings.configure(USE_I18N=False)
