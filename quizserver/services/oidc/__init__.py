"""Talking with a provider of identities (OpenID Connect Core 1.0, Discovery 1.0; RFC 7636, RFC 9207)."""

from quizserver.services.oidc.provider import Provider

__all__ = ["Provider"]
