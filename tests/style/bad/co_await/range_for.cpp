// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  for (const auto& one : co_await all()) go(one);
}
