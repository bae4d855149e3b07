"""Items to and from files of other systems: one file a format, one table of them."""
