"""What a pack's mapper and classifier make of the incidents of a run: information for the author."""
