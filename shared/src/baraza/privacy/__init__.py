"""Personal values and their salts, in tables that may forget."""

from baraza.privacy.vault import Disclosure, Vault

__all__ = ["Disclosure", "Vault"]
