"""Who is who: councils, persons and their names, structures, accounts and the roles they hold."""
