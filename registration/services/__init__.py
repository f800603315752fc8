"""What happens to seats, money, badges and certificates: one verb, one function."""
