"""The ground: database, clock, access, forms, pages. It knows no domain."""
