package io.pim.cli.worker.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The part of the operating system that starts services and keeps them running. */
interface ServiceManager {
  /**
   * The text of the file that describes the worker.
   *
   * @param program the {@code bin/pim} to run
   * @param environment the worker's variables
   */
  String unit(Layout layout, Path program, Map<String, String> environment)
      throws InterruptedException;

  /** Ready to be started with the machine, or at the user's login. */
  List<Step> enable(Layout layout, InstallRecord record);

  /** The command in words that starts or restarts the worker. */
  String startCommand();

  boolean isRunning() throws InterruptedException;

  /** Starts the worker by the current unit; a running one is ended before. */
  void restart(Layout layout) throws InterruptedException;

  /** Ends the worker for good; virtual machines keep running. */
  List<Step> stop(Layout layout);

  /** Called when the unit's file has been removed. */
  void forget() throws InterruptedException;

  /** The processes that would outlive the worker, one line each. */
  List<String> companions() throws IOException, InterruptedException;

  /** Ends all processes of the service. */
  void killAll() throws InterruptedException;

  /** The worker's last words. */
  List<String> lastWords(Layout layout) throws IOException, InterruptedException;
}
