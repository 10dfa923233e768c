import { Download, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { words } from '../strings/words.ts'

/** A picture as large as the screen allows. Escape, or a press beside it, leads back. */
export function Lightbox({ url, label, onClose }: { url: string; label: string; onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-black/80" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 grid place-items-center p-4 outline-none"
          onClick={(event) => event.target === event.currentTarget && onClose()}
        >
          <Dialog.Title className="sr-only">{label}</Dialog.Title>
          <img src={url} alt={label} className="max-h-[calc(100dvh-96px)] max-w-full rounded-md object-contain" />
          <div className="absolute top-3 end-3 flex gap-2 text-white">
            <a
              href={url}
              download
              className="grid size-9 place-items-center rounded-full bg-white/12 hover:bg-white/20"
              aria-label={words.desk.media.download}
            >
              <Download size={17} aria-hidden="true" />
            </a>
            <Dialog.Close
              className="grid size-9 place-items-center rounded-full bg-white/12 hover:bg-white/20"
              aria-label={words.desk.media.close}
            >
              <X size={18} aria-hidden="true" />
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
