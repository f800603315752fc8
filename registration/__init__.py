"""Who comes: categories and tariffs, registrations, payments and receipts, badges, scans, attendance, certificates.

It reads who presents or chairs from conference's participations and deliveries; it never meets abstracts.
"""
