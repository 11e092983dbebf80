"""Verify an export: everything that files alone can show (`ledger.md` 9.3)."""

from baraza.auditor.verify.asked import Asked
from baraza.auditor.verify.run import verify

__all__ = ["Asked", "verify"]
