"""What only ``xfetch explore`` needs: its options, and the scenario that its worlds stand on."""
