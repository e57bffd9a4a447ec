"""A device that keeps passkeys, without a browser: what one would send for it, right or wrong in every part."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

# Passkeys are for https and for localhost alone.
HOME, HOST = "https://fora.example.org", "fora.example.org"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
NAMELESS = bytes(16)  # what most devices say of their make: nothing


class Device:
    """Keeps one passkey. `make` and `show` answer what a page asks: the text for its field `credential`.

    verified: whether the device asked who holds it. origin, challenge: said instead of what is true.
    """

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.handle = None

    def make(self, options, *, verified=True, attested=True, **said):
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        client_data = self._client_data("webauthn.create", asked, **said)
        known = AttestedCredentialData.create(NAMELESS, self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(
            hashlib.sha256(asked["rp"]["id"].encode()).digest(),
            PRESENT | (VERIFIED if verified else 0) | (ATTESTED if attested else 0),
            0,
            known if attested else b"",
        )
        made = websafe_encode(AttestationObject.create("none", data, {}))
        return self._answer(clientDataJSON=websafe_encode(client_data), attestationObject=made)

    def show(self, options, *, verified=True, **said):
        client_data = self._client_data("webauthn.get", options["publicKey"], **said)
        flags = PRESENT | (VERIFIED if verified else 0)
        data = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 0)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=websafe_encode(client_data),
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=self.handle,
        )

    def knows(self):
        """By which name this device knows the account of its passkey."""
        return websafe_decode(self.handle).decode()

    def _client_data(self, kind, asked, *, origin=HOME, challenge=None):
        said = {"type": kind, "challenge": challenge or asked["challenge"], "origin": origin}
        return json.dumps(said).encode()

    def _answer(self, **response):
        known = websafe_encode(self.id)
        return json.dumps({"id": known, "rawId": known, "type": "public-key", "response": response})


def asked_by(response):
    """What a page asks a passkey for."""
    return json.loads(response.context["passkey_options"])


def sign_in_by_passkey(client, device, **wrong):
    """Come in by the door with the passkey alone."""
    door = "/accounts/factors/passkeys/login/"
    options = client.get(door, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(door, {"credential": device.show(options, **wrong)})
