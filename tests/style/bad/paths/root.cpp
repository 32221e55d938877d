const char* file = "/root/algologd.toml";
