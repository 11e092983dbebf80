"""The vault: personal values and salts in tables that may forget."""
