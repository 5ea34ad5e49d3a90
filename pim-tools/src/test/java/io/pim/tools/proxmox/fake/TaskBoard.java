package io.pim.tools.proxmox.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Runs tasks and remembers them. All its state is guarded by the lock of the cluster. */
public final class TaskBoard implements AutoCloseable {
  /** The exit status of a task whose node failed: nothing cleans up after it. */
  public static final String CUT_OFF = "unexpected status";

  private final Object lock;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "fake-proxmox-task");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, List<String>> endings = new HashMap<>();
  private final Set<String> held = new HashSet<>();
  private final Set<Task> stopped = new HashSet<>();
  private long nextPid = 0x1000;
  private int polls = 1;

  TaskBoard(Object lock) {
    this.lock = lock;
  }

  /** Keeps tasks of a type running until they are released. */
  public void hold(String type) {
    synchronized (lock) {
      held.add(type);
    }
  }

  /** Lets tasks of a type end. */
  public void release(String type) {
    synchronized (lock) {
      held.remove(type);
      lock.notifyAll();
    }
  }

  /** Makes the next task of a type fail, before it has done anything, with this exit status. */
  public void failNext(String type, String exitStatus) {
    synchronized (lock) {
      endings.computeIfAbsent(type, key -> new ArrayList<>()).add(exitStatus);
    }
  }

  /** Makes the next task of a type end with a warning, although it did its work. */
  public void warnNext(String type) {
    failNext(type, "WARNINGS: 1");
  }

  /** The number of queries about a task that get "running" before its end is reported. */
  public void answerRunning(int times) {
    synchronized (lock) {
      polls = times;
    }
  }

  /** The types of all tasks so far, in the order of their start. */
  public List<String> types() {
    synchronized (lock) {
      return tasks.values().stream().map(task -> task.upid().type()).toList();
    }
  }

  /** The tasks that have not ended. */
  public List<String> running() {
    synchronized (lock) {
      return tasks.values().stream()
          .filter(task -> !task.hasEnded())
          .map(task -> task.upid().toString())
          .toList();
    }
  }

  /** Starts a task; {@code undo} cleans up if the task is made to fail. */
  String start(String node, String type, String id, Identity who, Task.Work work, Runnable undo) {
    Upid upid =
        new Upid(node, nextPid++, 0x1234567, Instant.now().getEpochSecond(), type, id, who.name());
    Task task = new Task(upid, polls);
    tasks.put(upid.toString(), task);
    Optional<String> ending =
        Optional.ofNullable(endings.get(type))
            .filter(list -> !list.isEmpty())
            .map(list -> list.remove(0));
    threads.execute(() -> run(task, work, undo, ending));
    return upid.toString();
  }

  /** Ends a held task; any other has done its work by then. */
  void stop(Task task) {
    stopped.add(task);
    lock.notifyAll();
  }

  private void run(Task task, Task.Work work, Runnable undo, Optional<String> ending) {
    synchronized (lock) {
      try {
        while (held.contains(task.upid().type())) {
          if (stopped.contains(task)) {
            undo.run();
            task.end("received interrupt");
            return;
          }
          lock.wait();
        }
        if (ending.isPresent() && !ending.get().startsWith("WARNINGS")) {
          if (!ending.get().equals(CUT_OFF)) {
            undo.run();
          }
          task.end(ending.get());
          return;
        }
        int warnings = work.run(task.log());
        task.end(ending.orElse(warnings > 0 ? "WARNINGS: " + warnings : "OK"));
      } catch (TaskError e) {
        undo.run();
        task.end(e.getMessage());
      } catch (InterruptedException e) {
        task.end("received interrupt");
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        task.end("unexpected status: " + e);
      } finally {
        lock.notifyAll();
      }
    }
  }

  Optional<Task> find(String node, String upid) {
    return Optional.ofNullable(tasks.get(upid)).filter(task -> task.upid().node().equals(node));
  }

  List<Task> all(String node) {
    return tasks.values().stream().filter(task -> task.upid().node().equals(node)).toList();
  }

  /** Waits in the caller's thread, which holds the cluster's lock. */
  void await(String upid, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!tasks.get(upid).hasEnded() && end - System.nanoTime() > 0) {
      lock.wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }

  <T> T locked(Supplier<T> answer) {
    synchronized (lock) {
      return answer.get();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
