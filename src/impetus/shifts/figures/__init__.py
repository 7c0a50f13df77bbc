"""Figures of the queue after ISA-18.2 and EEMUA 191: per desk, tool and agency, never per person."""
