package io.pim.tools.proxmox.fake;

/** Serves one endpoint. Called with the lock of the cluster, after all checks of the contract. */
@FunctionalInterface
interface Handler {
  Reply answer(Call call) throws Refusal, InterruptedException;
}
