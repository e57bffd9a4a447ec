# Fora in one image: web, worker and preparation differ only in the command (compose.yaml says which).

FROM python:3.11-slim-trixie AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/fora
COPY requirements.txt /tmp/requirements.txt
# Every package by hash, and wheels alone: nothing of a stranger's runs while the image is built.
RUN /opt/fora/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt

FROM python:3.11-slim-trixie
ENV PATH=/opt/fora/bin:$PATH \
    PYTHONPATH=/fora:/fora/site \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    FORA_VAR=/var/lib/fora \
    FORA_BIND=0.0.0.0 \
    PORT=8000
# `manage.py backup` and `restore` ask pg_dump and pg_restore, which may not be older than the server in compose.yaml.
# Without a smaller number: what Debian holds of this one at the moment is what it keeps safe.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 fora \
    && useradd --system --uid 10001 --gid fora --home-dir /var/lib/fora --shell /usr/sbin/nologin fora \
    && install -d -o fora -g fora -m 700 /var/lib/fora
COPY --from=packages /opt/fora /opt/fora
WORKDIR /fora
COPY . .
# Translations are compiled here, because the running program may not write into its own folder.
RUN FORA_VAR=/tmp/build DJANGO_SETTINGS_MODULE=config.settings.dev python manage.py messages --compile \
    && rm -rf /tmp/build
USER 10001:10001
VOLUME /var/lib/fora
EXPOSE 8000
# /healthz asks nobody else: an engine or database that is away must not have the web server killed.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "site/healthy.py"]
CMD ["python", "-m", "config.web"]
