TEST_CASE("one thing is told; another is kept") {}
