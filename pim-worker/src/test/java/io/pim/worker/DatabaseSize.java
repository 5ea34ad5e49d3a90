package io.pim.worker;

/**
 * The storage that PostgreSQL uses, and its work.
 *
 * @param bytes of Temporal's two databases on the disk, indexes included
 * @param log bytes of the write-ahead log so far
 * @param commits transactions so far
 * @param connections of the server at present
 */
record DatabaseSize(long bytes, long log, long commits, long connections) {
  static DatabaseSize now(PostgresService service) throws Exception {
    String ours = " WHERE datname LIKE 'temporal%'";
    return new DatabaseSize(
        service.number("SELECT sum(pg_database_size(datname)) FROM pg_database" + ours),
        service.number("SELECT pg_current_wal_lsn() - '0/0'"),
        service.number("SELECT sum(xact_commit) FROM pg_stat_database" + ours),
        service.number("SELECT count(*) FROM pg_stat_activity" + ours));
  }
}
