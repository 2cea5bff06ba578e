"""Settings, read from the environment; every one has a default that suits one small team on one machine.

``PILOTHOUSE_DATA`` folder that holds everything (default ``data``) · ``PILOTHOUSE_DATABASE_URL`` a PostgreSQL
address instead of the embedded SQLite file · ``PILOTHOUSE_HOSTS`` names it is served under ·
``PILOTHOUSE_ATTACHMENT_MB`` the largest file people may attach (default 25) · ``PILOTHOUSE_URL`` the
address people type, for links in mail · ``PILOTHOUSE_SMTP`` a mail server (``smtp://user:password@host:587``;
without it mail is written into the data folder) · ``PILOTHOUSE_MAIL_FROM`` · ``PILOTHOUSE_DEBUG``.
"""

from __future__ import annotations

import os
from pathlib import Path

from pilothouse.config.database import database
from pilothouse.config.logs import logs
from pilothouse.config.mail import mail
from pilothouse.config.secret import secret_key

DATA = Path(os.environ.get("PILOTHOUSE_DATA", "data")).resolve()
DEBUG = os.environ.get("PILOTHOUSE_DEBUG") == "1"
SECRET_KEY = secret_key(DATA)
ALLOWED_HOSTS = os.environ.get("PILOTHOUSE_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
SECURE = os.environ.get("PILOTHOUSE_SECURE") == "1"
PROXIES = int(os.environ.get("PILOTHOUSE_PROXIES", "0"))
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PILOTHOUSE_ORIGINS", "").split(",") if o]
PUBLIC_URL = os.environ.get("PILOTHOUSE_URL") or next(iter(CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")

ROOMS = [
    "pilothouse.who.people",
    "pilothouse.who.items",
    "pilothouse.who.decisions",
    "pilothouse.who.access",
    "pilothouse.why.strategy",
    "pilothouse.what.roadmap",
    "pilothouse.what.backlog",
    "pilothouse.how.engineering",
    "pilothouse.how.delivery",
    "pilothouse.when.risks",
    "pilothouse.when.schedule",
    "pilothouse.when.projects",
    "pilothouse.together.overview",
    "pilothouse.together.notices",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    *ROOMS,
]
MIDDLEWARE = [
    "pilothouse.entrypoints.web.request_log.RequestLog",
    "pilothouse.entrypoints.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pilothouse.entrypoints.web.middleware.CompressedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "pilothouse.entrypoints.web.middleware.RefusalPages",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilothouse.entrypoints.web.middleware.Membership",
]
ROOT_URLCONF = "pilothouse.config.urls"
WSGI_APPLICATION = "pilothouse.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "pilothouse.entrypoints.web.problem_pages.csrf_missing"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "ui" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "pilothouse.config.templates.environment",
            "context_processors": ["pilothouse.entrypoints.web.shell.shell"],
        },
    }
]

DATABASES = {"default": database(DATA, os.environ.get("PILOTHOUSE_DATABASE_URL", ""))}
globals().update(mail(DATA, os.environ.get("PILOTHOUSE_SMTP", "")))
DEFAULT_FROM_EMAIL = os.environ.get("PILOTHOUSE_MAIL_FROM", "Pilothouse <pilothouse@localhost>")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("en-gb", "English (UK)"), ("de", "Deutsch"), ("fr", "Français")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [Path(__file__).parent.parent / "ui" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/.+-[A-Za-z0-9_-]{8,}\..+$"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "pilothouse.who.access.doors.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "pilothouse_session"
CSRF_COOKIE_NAME = "pilothouse_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
MOST_ATTACHED = int(float(os.environ.get("PILOTHOUSE_ATTACHMENT_MB", "25")) * 1024**2)
DATA_UPLOAD_MAX_MEMORY_SIZE = 72 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

LOGGING = logs()
