package io.pim.activities.provision;

import io.pim.activities.step.StepRunner;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;

/** Boots the installed disk, runs the scripts on it, finalizes it and shuts it down. */
public final class ProvisionActivitiesImpl implements ProvisionActivities {
  private final StepRunner runner;
  private final WarmTrust trust;
  private final GuestBoot boot;
  private final GuestLogin login;
  private final ScriptStep script;
  private final FinalizeStep finalize;
  private final ShutdownStep shutdown;

  public ProvisionActivitiesImpl(
      StepRunner runner,
      WarmTrust trust,
      GuestBoot boot,
      GuestLogin login,
      ScriptStep script,
      FinalizeStep finalize,
      ShutdownStep shutdown) {
    this.runner = runner;
    this.trust = trust;
    this.boot = boot;
    this.login = login;
    this.script = script;
    this.finalize = finalize;
    this.shutdown = shutdown;
  }

  @Override
  public StepNote boot(StepRef step) {
    return runner.run(step, boot::run);
  }

  @Override
  public StepNote waitForSsh(StepRef step) {
    return runner.run(step, trust.in(login::first));
  }

  @Override
  public StepNote runScript(StepRef step) {
    return runner.run(step, trust.in(script::run));
  }

  @Override
  public StepNote finalizeSystem(StepRef step) {
    return runner.run(step, trust.in(finalize::run));
  }

  @Override
  public StepNote shutDown(StepRef step) {
    return runner.run(step, trust.in(shutdown::run));
  }
}
