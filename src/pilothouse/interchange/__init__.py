"""Plans of other tools in and out. Readers return plain values and import no Django."""
