/** Why a run is aborted: its job was put again, so that what it works on is not the newest any more. */
export class PutAgain extends Error {
  override name = 'PutAgain';
}

/** Why a run is aborted: its job was taken away. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

/** Why a run is aborted: this process does not own its target any more, and another one may run the job. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}
