"""Personal values and their salts, in tables that may forget."""

from baraza.privacy.vault import Disclosure, KeptOtherwise, Vault

__all__ = ["Disclosure", "KeptOtherwise", "Vault"]
