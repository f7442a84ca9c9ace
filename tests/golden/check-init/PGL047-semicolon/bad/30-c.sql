\connect; shop
