"""Settings of one process. The store (data folder) decides nearly everything; DATABASE_URL moves the database."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("ZHIYAN_DATA", "var")).resolve()
FILES_ROOT = DATA_DIR / "files"
# Private keys: outside the database and never in a backup; readable by their owner alone.
KEYS_ROOT = DATA_DIR / "keys"


def _store_facts() -> dict[str, str]:
    """What `zhiyan init` or `zhiyan demo` wrote about this store; empty before."""
    path = DATA_DIR / "store.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _secret_key() -> str:
    """The store's own key, made once, readable by its owner alone; a throw-away one before the store exists."""
    path = DATA_DIR / "secret_key"
    return path.read_text(encoding="utf-8") if path.exists() else secrets.token_urlsafe(48)


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "zhiyan.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


STORE = _store_facts()
DEMONSTRATION_DATE = dt.date.fromisoformat(STORE["today"]) if STORE.get("today") else None
SECRET_KEY = _secret_key()
DEBUG = False

# The two surfaces are two host names; on loopback the box is localhost and the desk is 127.0.0.1.
BOX_HOSTS = os.environ.get("ZHIYAN_BOX_HOSTS", "localhost").split(",")
# How the box is reached from outside, for what is printed; `up` fills in its port where it is reached directly.
BOX_ADDRESS = os.environ.get(
    "ZHIYAN_BOX_ADDRESS", f"{'https' if os.environ.get('ZHIYAN_HTTPS') == '1' else 'http'}://{BOX_HOSTS[0]}"
)
DESK_HOSTS = os.environ.get("ZHIYAN_DESK_HOSTS", "127.0.0.1,testserver").split(",")
# A process may serve one of them alone: the superior's machine the box, the unit's the desk.
SURFACE = os.environ.get("ZHIYAN_SURFACE", "both")
ALLOWED_HOSTS = {"box": BOX_HOSTS, "desk": DESK_HOSTS}.get(SURFACE, [*BOX_HOSTS, *DESK_HOSTS])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "zhiyan.kernel",
    "zhiyan.org",
    "zhiyan.accounts",
    "zhiyan.ledger",
    "zhiyan.cycle",
    "zhiyan.solicitation",
    "zhiyan.consolidation",
    "zhiyan.talks",
    "zhiyan.statements",
    "zhiyan.meeting",
    "zhiyan.rectification",
    "zhiyan.disclosure",
    "zhiyan.oversight",
    "zhiyan.overview",
    "zhiyan.regulation",
    "zhiyan.documents",
    "zhiyan.web",
    "zhiyan.box",
    "zhiyan.desk",
]

MIDDLEWARE = [
    "zhiyan.web.surfaces.SurfaceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhiyan.web.surfaces.ErrorPageMiddleware",
]

ROOT_URLCONF = "zhiyan.desk.urls"
WSGI_APPLICATION = "zhiyan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhiyan.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": _database()}
AUTH_USER_MODEL = "accounts.User"
# Memory-hard, and several times quicker for an honest sign-in than the framework's default.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "home"
# Who reads opinions for meaning (consolidation/encoding.py): fine, fast, words, onnx:PATH or an address#model.
ENCODER = os.environ.get("ZHIYAN_ENCODER", "fine")
# ZHIYAN_HTTPS=1 says that a proxy in front speaks TLS and sets X-Forwarded-Proto itself.
HTTPS = os.environ.get("ZHIYAN_HTTPS") == "1"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in DESK_HOSTS]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
