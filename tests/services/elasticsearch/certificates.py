"""A certificate authority of the test's own, and a node's certificate by it."""

import ipaddress
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIVES = timedelta(days=1)


def make_certificates(folder, config):
    """Write `ca.crt` into a folder, once, and `node.key` and `node.crt`, good for 127.0.0.1, into a node's config."""
    authority, signing = folder / "ca.crt", folder / "ca.key"
    if not authority.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        named = _name("Fora test authority")
        made = _builder(named, named, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        _write_key(signing, key)
        _write(authority, made.sign(key, hashes.SHA256()))
    by = serialization.load_pem_private_key(signing.read_bytes(), None)
    issuer = x509.load_pem_x509_certificate(authority.read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = _builder(_name("node"), issuer.subject, key).add_extension(here, critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    _write_key(config / "node.key", key)
    _write(config / "node.crt", made.sign(by, hashes.SHA256()))


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject, issuer, key):
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - LIVES).not_valid_after(now + LIVES)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _write(path, certificate):
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_key(path, key):
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
