// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  store(key,
        // what is stored
        co_await get());
}
