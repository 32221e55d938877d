int later();  // TODO: write it
