"""Settings that are safe for production. dev and test loosen a few; prod only fills in what it must be told."""

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import ROOT, database, one_of, redis, search, socket_address, var_folder, yes_or_no
from config.logs import OURS, Discreet
from config.stores import postgresql, redis_caches, sqlite, table_caches

VAR = var_folder()
DEBUG = False
SECRET_KEY = ""
ALLOWED_HOSTS = []
BASE_URL = ""

INSTALLED_APPS = [
    "config",
    "core",
    "thesaurus",
    "notifications",
    "search",
    "moderation",
    "files",
    "members",
    "cms",
    "forum",
    "library",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.CompressedPages",
    "config.middleware.headers",
    "config.middleware.utf8",
    "config.csp.FollowsThePath",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.lifetimes",
    "config.middleware.reader",
    "config.attempts.attempts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.middleware.StepUp",
    "members.middleware.second_factor_asked",
    "members.middleware.device_known",
    "config.gates.ComingIn",
    "config.middleware.wrong_methods",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.frame",
            ],
            "builtins": ["core.templatetags.fora", "members.templatetags.readers", "django.templatetags.l10n"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": postgresql(database("FORA_DATABASE_URL")) or sqlite(VAR / "fora.sqlite3")}
CACHES = redis_caches(redis("FORA_REDIS_URL")) or table_caches()
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_NAME = "__Host-sid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = True
CSRF_FAILURE_VIEW = "config.views.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "files.receiving.BoundedUploadHandler",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.Members"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "members.passwords.LongEnough", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "members.passwords.NoPattern"},
    {"NAME": "members.passwords.NotKnown"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "members.adapter.Doorkeeper"
ACCOUNT_FORMS = {
    "login": "members.forms.SignInForm",
    "reset_password": "members.forms.ResetForm",
    "reset_password_from_key": "members.forms.ResetFromKeyForm",
    "set_password": "members.forms.SetPasswordForm",
    "change_password": "members.forms.ChangePasswordForm",
    "reauthenticate": "members.forms.AgainForm",
    "add_email": "members.forms.NewAddressForm",
}
# Who must have a second factor: all, or those with a role of the platform (dev); only test.py says none.
FORA_MFA = one_of("FORA_MFA", "all", ["all", "staff"])
# Seconds without use, and since signing in, after which a session ends; the second figure is for those with a role.
SESSION_IDLE = (60 * 60, 15 * 60)
# What pages ask by themselves, by the names of its routes: it keeps no session alive.
UNATTENDED = {"topic_fresh"}
SESSION_ABSOLUTE = (SESSION_COOKIE_AGE, 4 * 60 * 60)
DEVICE_COOKIE_NAME = "__Host-device"
MFA_ADAPTER = "members.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Fora"
MFA_TOTP_PERIOD = 30
MFA_TOTP_DIGITS = 6
MFA_TOTP_TOLERANCE = 0
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "members.forms.CodeForm",
    "reauthenticate": "members.forms.CodeAgainForm",
    "activate_totp": "members.forms.FirstCodeForm",
    "add_webauthn": "members.forms.NewPasskeyForm",
    "edit_webauthn": "members.forms.PasskeyNameForm",
    "authenticate_webauthn": "members.forms.PasskeyForm",
    "reauthenticate_webauthn": "members.forms.PasskeyAgainForm",
    "login_webauthn": "members.forms.PasskeySignInForm",
}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "members.models.display_name"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
    "signup": "5/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("uk", _("Ukrainian")),
]
# People write in all five; the interface speaks those whose catalogue is complete.
FORA_CATALOGUES = ["fr", "es", "ar", "uk"]
INTERFACE_LANGUAGES = ["en", *FORA_CATALOGUES]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
# 1,234 in English, 1 234 in the others; numbers in addresses and ids pass through `unlocalize`.
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "site" / "static"]
STATICFILES_FINDERS = [
    "config.stylesheet.JoinedStylesheet",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Nothing is served from here by address: files and pictures go through gated views.
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"

WAGTAIL_SITE_NAME = "Fora"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILEMBEDS_FINDERS = []
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
# Only Wagtail's own administration screens ask this back end; readers' search is the room `search`.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = "notifications.server.EmailBackend"
EMAIL_TIMEOUT = 10
MAIL_ANSWER_TIMEOUT = 90  # for the answer to a whole letter; a turn of the lane counts with at most three minutes
DEFAULT_FROM_EMAIL = "Fora <no-reply@localhost>"

# Figures of THREATS section 4.
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
PICTURE_MAX_PIXELS = 40_000_000
UPLOADS_PER_PERSON = 100
UPLOADS_PER_PERSON_BYTES = 1024 * 1024 * 1024
SEARCHES_PER_MINUTE = 60
# Posts of one member in an hour and links to other sites in one post; private conversations started in a day; each
# fewer as long as somebody is new (NEW_MEMBER_DAYS, below). Private messages in an hour.
POSTS_PER_HOUR, POSTS_PER_HOUR_AT_FIRST = 60, 10
LINKS_PER_POST, LINKS_PER_POST_AT_FIRST = 30, 5
CONVERSATIONS_PER_DAY = 20
CONVERSATIONS_PER_DAY_AT_FIRST = 5
PRIVATE_MESSAGES_PER_HOUR = 120
# What moderators delete is erased after that many days, unless it is kept after all or a hold is on it.
DELETED_KEPT_DAYS = 30
DOWNLOADS_PER_HOUR = 120
# Moderation. Who was accepted so few days ago and has fewer posts that stand is new; a change of a post of so many days
# comes into the queue; reports that weigh so much together (somebody new weighs 1) hide a thing until a human decides.
NEW_MEMBER_DAYS, NEW_MEMBER_POSTS = 30, 3
OLD_POST_DAYS = 30
REPORTS_THAT_HIDE = 3
# The embedded engine's folder, and the cluster that is asked instead where FORA_SEARCH_URL names one.
INDEX_ROOT = VAR / "index"
SEARCH = search("FORA_SEARCH_URL", "FORA_SEARCH_CA")
SEARCH_PREFIX = "fora"
DEMO_ALLOWED = False
# Whether documents are opened where the kernel refuses isolation (files/extraction/), and who looks for viruses.
EXTRACT_UNISOLATED = yes_or_no("FORA_EXTRACT_UNISOLATED", default=False)
CLAMAV = socket_address("FORA_CLAMAV")
# Seconds that a form with documents waits for them to be read, so that what they say of their makers can be shown.
READING_PATIENCE = 2

LOG_LEVEL = one_of("FORA_LOG_LEVEL", "WARNING", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": Discreet, "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Libraries say more where more is asked for: titles of pages, statements with what is in them.
    "root": {"handlers": ["console"], "level": "ERROR" if LOG_LEVEL == "ERROR" else "WARNING"},
    "loggers": {
        **{room: {"level": LOG_LEVEL} for room in ("config", *OURS)},
        # Each seal of the audit log is to leave the machine with the worker's log (core/seals.py).
        "fora.audit": {"level": "INFO"},
        # Django's own mails each error to ADMINS, with all that was sent.
        "django": {"level": "ERROR" if LOG_LEVEL == "ERROR" else "WARNING"},
        # Addresses that are not found may hold somebody's one-time link or a name typed in the wrong place.
        "django.request": {"level": "ERROR"},
        # A node that is lost would fill pages at each search; whether search works is told by those who ask it.
        "elastic_transport": {"level": "ERROR"},
        # Whoever scans the network for hosts fills no disk.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Of a mail that cannot be sent it would name subject and address; ours go another way.
        "wagtail.admin": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS = []
