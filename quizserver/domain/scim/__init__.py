"""SCIM 2.0 (RFC 7643, RFC 7644): how directories such as Microsoft Entra ID and Okta say who there is. Users only."""

from quizserver.domain.scim.attributes import ENTERPRISE, USER, clean_user
from quizserver.domain.scim.filters import Filter, attribute_name, parse_filter
from quizserver.domain.scim.patching import Operation, apply_operations, read_operations
from quizserver.domain.scim.people import (
    DirectoryPerson,
    Wanted,
    held_of,
    keep_what_stands,
    resource_of,
    user_name_key,
    wanted_of,
)

__all__ = [
    "ENTERPRISE",
    "USER",
    "DirectoryPerson",
    "Filter",
    "Operation",
    "Wanted",
    "apply_operations",
    "attribute_name",
    "clean_user",
    "held_of",
    "keep_what_stands",
    "parse_filter",
    "read_operations",
    "resource_of",
    "user_name_key",
    "wanted_of",
]
