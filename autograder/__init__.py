"""Grades notebooks of linear regression with PyTorch by hidden pytest suites, in a sandbox."""
