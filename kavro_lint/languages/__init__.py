"""The languages: bytes → raw imports → resolved imports, one module each."""
