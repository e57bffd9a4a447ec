"""Production: everything a deployment must decide is asked for by name, and said plainly when missing."""

from config.env import env, required
from config.settings.base import *  # noqa: F403

SECRET_KEY = required("FORA_SECRET_KEY", "50 or more random characters that nobody else knows")
ALLOWED_HOSTS = required("FORA_HOSTS", "the host names of this site, parted by commas").split(",")
BASE_URL = required("FORA_BASE_URL", "the address of this site, such as https://fora.example.org").rstrip("/")
WAGTAILADMIN_BASE_URL = BASE_URL
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_SSL_REDIRECT = env.bool("FORA_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("FORA_PROXIES", default=1)
DEFAULT_FROM_EMAIL = env.str("FORA_MAIL_FROM", default="Fora <no-reply@localhost>")
EMAIL_HOST = env.str("FORA_MAIL_HOST", default="localhost")
EMAIL_PORT = env.int("FORA_MAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("FORA_MAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.str("FORA_MAIL_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("FORA_MAIL_TLS", default=False)
