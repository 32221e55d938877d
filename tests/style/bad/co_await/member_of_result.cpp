// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  const auto n = (co_await get()).size();
}
