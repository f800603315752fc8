"""Reading registrations, money, attendance and certificates: each function says how many queries it runs."""
