"""People, teams, memberships, accounts and who may do what where."""
