"""Production: everything a deployment must decide is asked for by name, and said plainly when missing or malformed."""

from config.env import address, hosts, number, required, search, secret, text, yes_or_no

# Asked before anything else is read, for what reads it makes a folder where none is named.
required("FORA_VAR", "the folder for the database, files and index, outside the program's own")
from config.settings.base import *  # noqa: E402, F403

SECRET_KEY = secret("FORA_SECRET_KEY")
# What older keys sealed stays readable while they stand here, parted by commas.
SECRET_KEY_FALLBACKS = [each for each in text("FORA_OLD_SECRET_KEYS").split(",") if each]
ALLOWED_HOSTS = hosts("FORA_HOSTS")
BASE_URL = address("FORA_BASE_URL", ALLOWED_HOSTS)
SEARCH = search("FORA_SEARCH_URL", "FORA_SEARCH_CA", strict=True)
WAGTAILADMIN_BASE_URL = BASE_URL
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# A proxy ends TLS and says so; nobody else can reach the port. Limits count the address that the outermost one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = number("FORA_PROXIES", 1, least=1, most=9)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = yes_or_no("FORA_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

DEFAULT_FROM_EMAIL = text("FORA_MAIL_FROM", f"Fora <no-reply@{ALLOWED_HOSTS[0]}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = text("FORA_MAIL_HOST", "localhost")
EMAIL_PORT = number("FORA_MAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = text("FORA_MAIL_USER")
EMAIL_HOST_PASSWORD = text("FORA_MAIL_PASSWORD")
EMAIL_USE_TLS = yes_or_no("FORA_MAIL_TLS", default=False)
MAIL_ANSWER_TIMEOUT = number("FORA_MAIL_ANSWER_SECONDS", 90, least=10, most=180)
