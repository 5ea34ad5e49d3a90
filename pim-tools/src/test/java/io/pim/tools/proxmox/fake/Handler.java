package io.pim.tools.proxmox.fake;

/**
 * Serves one endpoint. The caller holds the cluster's lock and has made all checks of the contract.
 */
@FunctionalInterface
interface Handler {
  Reply answer(Call call) throws Refusal, InterruptedException;
}
