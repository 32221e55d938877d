// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  const std::vector<int> v{co_await get()};
}
