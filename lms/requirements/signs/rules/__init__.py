"""Pure rules: from rows of facts to signs. Every threshold stands in `sign.Limits`."""
