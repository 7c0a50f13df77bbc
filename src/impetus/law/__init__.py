"""The law, enforced by the program: grants, retention, assessments, the register, rights, breaches, oversight."""
