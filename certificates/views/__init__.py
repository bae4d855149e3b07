"""Pages of certificates, by whom they are for."""
