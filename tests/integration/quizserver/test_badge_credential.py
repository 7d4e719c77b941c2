"""The Open Badges 3.0 credential, read by a verifier that knows nothing of ours (openbadgeslib, PyJWT, pyld)."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.contexts import bundled_contexts
from pyld import jsonld

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "quizserver" / "domain"))

from test_certificates import certificate

from quizserver.documents.issuer_keys import load_keys, new_key
from quizserver.domain.badges import LIST_LENGTH, Badge, badge_claims, encoded_list, status_list_claims
from quizserver.errors import SettingsError

pytestmark = pytest.mark.integration

ORIGIN = "https://course.example.com"
DID = "did:web:course.example.com"
NOW = int(time.time() * 1000)
YEAR = 365 * 86_400_000


def claims(**changes: Any) -> dict[str, Any]:
    held = certificate(done_at=NOW - 1000, course_revision="sha256:0123456789abcdef0123", **changes)
    badge = Badge(
        certificate=held,
        language="en",
        issuer_id=DID,
        origin=ORIGIN,
        email="taro@example.com",
        salt="0f1e2d",
        description="Completed the course.",
        criteria="Every module done.",
    )
    return badge_claims(badge)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "issuer-keys.json"
    new_key(path)
    return path


def published(key_file: Path, *, revoked: tuple[int, ...] = ()) -> Callable[[str], bytes]:
    """What a verifier fetches by https, without the network."""
    keys = load_keys(key_file)
    listed = status_list_claims(1, revoked, issuer_id=DID, origin=ORIGIN, now=NOW, lifetime_ms=86_400_000)
    pages = {
        f"{ORIGIN}/.well-known/did.json": json.dumps(keys.did_document(DID)).encode(),
        f"{ORIGIN}/credentials/status/1": keys.sign(listed, issuer_id=DID).encode(),
    }
    return lambda url: pages[url]


def verify(token: str, key_file: Path, **published_with: Any) -> Any:
    fetch = published(key_file, **published_with)
    verifier = OB3Verifier.for_issuer_did(DID, download=fetch)
    return verifier.verify(token, expected_recipient=None, check_status=True, download=fetch)


def test_independent_verifier_accepts_the_credential(key_file: Path) -> None:
    token = load_keys(key_file).sign(claims(), issuer_id=DID)
    found = verify(token, key_file)
    assert found.issuer.id == DID
    assert found.achievement.name == "Course"


def test_independent_verifier_refuses_a_revoked_one(key_file: Path) -> None:
    token = load_keys(key_file).sign(claims(), issuer_id=DID)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(token, key_file, revoked=(5,))
    verify(token, key_file, revoked=(4, 6, LIST_LENGTH - 1))


def test_independent_verifier_refuses_an_expired_one(key_file: Path) -> None:
    keys = load_keys(key_file)
    verify(keys.sign(claims(expires_at=NOW + YEAR), issuer_id=DID), key_file)
    with pytest.raises(OB3VerificationError, match="expired"):
        verify(keys.sign(claims(expires_at=NOW - 600_000), issuer_id=DID), key_file)


def test_independent_verifier_refuses_an_altered_one(key_file: Path) -> None:
    token = load_keys(key_file).sign(claims(), issuer_id=DID)
    forged = jwt.api_jws.base64url_encode(json.dumps(claims(name="Somebody Else")).encode()).decode()
    head, _, signature = token.split(".")
    with pytest.raises(OB3VerificationError, match=r"(?i)signature"):
        verify(f"{head}.{forged}.{signature}", key_file)


def test_rotation_keeps_what_older_keys_signed(tmp_path: Path) -> None:
    path = tmp_path / "issuer-keys.json"
    first = new_key(path)
    old = load_keys(path).sign(claims(), issuer_id=DID)
    second = new_key(path)
    new = load_keys(path).sign(claims(), issuer_id=DID)
    assert [jwt.get_unverified_header(token)["kid"] for token in (old, new)] == [f"{DID}#{first}", f"{DID}#{second}"]
    verify(new, path)
    # The list is signed with the newest key, the credential with its own: both are in the DID document.
    fetch = published(path)
    OB3Verifier.for_issuer_did(DID, download=fetch).verify(old)
    stored = json.loads(path.read_text(encoding="utf-8"))["keys"]
    assert ["d" in key for key in stored] == [True, False]


def test_every_term_is_defined_by_the_contexts() -> None:
    """In safe mode JSON-LD refuses what a context does not know; then it would be signed for nothing."""
    contexts = bundled_contexts()

    def load(url: str, _options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": contexts[url]}

    registered = ("iss", "jti", "nbf", "exp", "sub")
    body = {name: value for name, value in claims(expires_at=NOW + YEAR).items() if name not in registered}
    expanded = jsonld.expand(body, {"documentLoader": load})
    assert jsonld.compact(expanded, {"@context": body["@context"]}, {"documentLoader": load}).keys() == body.keys()
    text = json.dumps(expanded)
    for value in ("0f1e2d", "emailAddress", "山田 太郎", "Certificate", "Every module done.", "revocation"):
        assert json.dumps(value)[1:-1] in text


def test_list_of_revoked_is_the_same_for_the_same_bits() -> None:
    assert encoded_list([3, 9]) == encoded_list([9, 3])
    assert encoded_list([]) != encoded_list([0])


def test_public_keys_hold_no_private_half(key_file: Path) -> None:
    keys = load_keys(key_file)
    told = json.dumps([keys.public_keys(), keys.did_document(DID)])
    private = json.loads(key_file.read_text(encoding="utf-8"))["keys"][0]["d"]
    assert private not in told
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(keys.public_keys()[0])


def test_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "issuer-keys.json"
    with pytest.raises(SettingsError, match="quizserver keys new"):
        load_keys(path)
    new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    os.chmod(path, 0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_keys(path)
    os.chmod(path, 0o600)
    path.write_text("{}")
    with pytest.raises(SettingsError, match="backup"):
        load_keys(path)
